"""Addresses of pooled figures. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import pool_tables, pools

urlpatterns = [
    path("pools/", pools.every, name="pools"),
    path("partnerships/<int:partnership_id>/pools/new/", pools.begin, name="begin_pool"),
    path("pools/<int:pool_id>/", pools.one, name="pool"),
    path("pool-parts/<int:pool_part_id>/join/", pools.join, name="join_pool"),
    path("pool-parts/<int:pool_part_id>/leave/", pools.leave, name="leave_pool"),
    path("pool-parts/<int:pool_part_id>/release/", pools.release, name="release_to_pool"),
    path("pool-parts/<int:pool_part_id>/take-back/", pools.take_back, name="take_back_release"),
    path("pool-parts/<int:pool_part_id>/count/", pools.count, name="count_pool"),
    path("pool-tables/<int:pool_table_id>/", pool_tables.page, name="pool_table"),
    path("pool-tables/<int:pool_table_id>/figures.csv", pool_tables.download, name="pool_table_csv"),
]
